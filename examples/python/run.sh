#!/usr/bin/env bash
# Runs the example on the sample images: run.sh [SERVER [NETWORK [IMAGE...]]]
set -euo pipefail
samples=$(cd "$(dirname "$0")/../../samples" && pwd)
[ $# -gt 2 ] || set -- "${1:-127.0.0.1:5000}" "${2:-codes-nano}" "$samples/parcel.jpg" "$samples/shelf.jpg"
here=$(cd "$(dirname "$0")" && pwd)
python=${FARSIGHT_PYTHON:-$here/.venv/bin/python}
if [ ! -x "$python" ] && [ -z "${FARSIGHT_PYTHON:-}" ]; then
  python3 -m venv "$here/.venv"
  "$python" -m pip install --quiet -r "$here/requirements.txt"
fi
"$python" -m grpc_tools.protoc -I "$here/../../packages/protocol/proto" --python_out="$here" --grpc_python_out="$here" \
  farsight/v1/farsight.proto
"$python" "$here/stream_images.py" "$@"
