/** What the address worker is asked, once. */
export interface AddressQuestion {
  readonly address: string;
  /** Bytes after which it gives up. */
  readonly limit: number;
}

export type AddressAnswer =
  | {
      readonly kind: 'bytes';
      readonly bytes: number;
      /** 0 where not said. */ readonly total: number;
    }
  | { readonly kind: 'done'; readonly blob: Blob; readonly disposition: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'large' }
  | { readonly kind: 'failed'; readonly why: string };
