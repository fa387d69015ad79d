/** gRPC status codes: https://grpc.io/docs/guides/status-codes/ */
export const Status = {
  OK: 0,
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** How a call ended. */
export interface CallStatus {
  readonly status: (typeof Status)[keyof typeof Status];
  /** For a person; may be empty. */
  readonly message: string;
  /** Sent as trailing metadata; ASCII. */
  readonly trailers?: Readonly<Record<string, string>>;
}

/** Ends a call with a status of one's own choice, where a standard protocol asks for one that no error code stands for. */
export class StatusError extends Error {
  readonly callStatus: CallStatus;

  constructor(callStatus: CallStatus) {
    super(callStatus.message);
    this.callStatus = callStatus;
  }
}
