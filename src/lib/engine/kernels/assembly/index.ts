// AssemblyScript: everything the kernels export. Pointers are bytes from the start of memory; nothing is checked.
export { mark, release, take } from './arena';
export { applyEdges, quantileEdges, sortKeys, sortPass, toRows } from './bins';
export {
  addToRows, clear, gather, gatherBins, gradients, gradientsOfClass, histogram, leafSums, pack, partition, scan, sizes, softmaxBase,
  subtract,
} from './boost';
export { gram } from './gram';
export { bend, bends, scores, sigmoids, slopes, softmaxes, standardise } from './logistic';
export { netActivate, netAdam, netFinish, netLoss, netMatmul, netSgd, netSlope, netSpread, netSquares, netTranspose } from './net';
export {
  svmCache, svmDecide, svmGap, svmKernel, svmOpen, svmRows, svmSquares, svmSteps, svmTurns,
} from './svm';
export { forestBegin, forestGrow, forestMemory, forestOpen, forestOut, forestSplice, forestState } from './forest';
export { walk } from './walk';
