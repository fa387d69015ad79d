// The part of the client that writes results as JSON, for pages: nothing here knows about connections.
export { toNdjson } from './ndjson.js';
