// AssemblyScript: everything the kernels export. Pointers are bytes from the start of memory; nothing is checked.
export { mark, release, take } from './arena';
export { applyEdges, applyLevels, countDigits, quantileEdges, sortKeys, sortNear, sortPass, toRows } from './bins';
export {
  addToRows, clear, gather, gatherBins, gradients, gradientsOfClass, histogram, inOrder, leafSums, pack, partition, partitionSet, scan, sizes, softmaxBase,
  subtract,
} from './boost';
export { internCells, scanNumbers, scanRows, sizesOf, toColumns } from './cells';
export { bytesIn, countTwins, hashCodes, hashNumbers, momentsOf, printCodes, printNumbers } from './describe';
export { minusDots } from './dots';
export { divide, exactDot, exactGram, reflect } from './exact';
export { gram } from './gram';
export { kmApart, kmInertia, kmLabels, kmLargest, kmOpen, kmPlace, kmRows, kmSums } from './kmeans';
export { bend, bends, moveScale, scores, sigmoids, sigmoidsEach, slopes, softmaxes, squares, standardise } from './logistic';
export { nearRows, nearSearch } from './near';
export { centre, scatter } from './scatter';
export { netActivate, netAdam, netFinish, netLoss, netMatmul, netSgd, netSlope, netSpread, netSquares, netTranspose } from './net';
export {
  svmCache, svmDecide, svmGap, svmKernel, svmOpen, svmRows, svmSquares, svmStart, svmSteps, svmTurns,
} from './svm';
export { forestBegin, forestGrow, forestLevels, forestMemory, forestOpen, forestOut, forestSplice, forestState } from './forest';
export { shap } from './shap';
export { sortDoubles } from './sort';
export { walk } from './walk';
