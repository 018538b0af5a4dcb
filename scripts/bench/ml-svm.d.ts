declare module 'ml-svm' {
  export default class SVM {
    constructor(options: Readonly<Record<string, unknown>>);
    train(features: readonly (readonly number[])[], labels: readonly number[]): void;
    margin(features: readonly (readonly number[])[]): number[];
  }
}
