#!/usr/bin/env bash
# Runs the example on the sample images: run.sh [SERVER [NETWORK [IMAGE...]]]
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 2 ] || set -- "${1:-127.0.0.1:5000}" "${2:-codes-nano}" samples/parcel.jpg samples/shelf.jpg
[ -f examples/typescript/dist/stream-images.js ] || npx tsc -b examples/typescript
node examples/typescript/dist/stream-images.js "$@"
