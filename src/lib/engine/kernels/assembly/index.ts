// AssemblyScript: everything the kernels export. Pointers are bytes from the start of memory; nothing is checked.
export { mark, release, take } from './arena';
export { gram } from './gram';
