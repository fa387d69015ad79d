import { remoteStream } from '@farsight/client';
import { openSource } from '@farsight/media';
import { startServer } from '@farsight/server';
import { describe, expect, it } from 'vitest';
import { referenceDefinitions, referenceThreshold } from '../reference/definitions.js';
import { hasReference, referenceFolder } from '../reference/expected.js';
import { ClipResults } from './rtsp/clip-results.js';
import { RelayedCamera } from './rtsp/relayed-camera.js';
import { losesPictures } from './rtsp/rtp-faults.js';
import { takeUntil } from './rtsp/take-until.js';

const path = `${referenceFolder}videos/road.mp4`;
const network = referenceDefinitions['yolox_nano.onnx']!;

describe.skipIf(!hasReference)('a camera at a road (skipped without ../shared/testdata)', () => {
  it('gives the results of its clip after it was cut, and when pictures are lost', async () => {
    const server = await startServer({ networks: [network], port: 0, httpPort: false, logger: 'error' });
    const address = `127.0.0.1:${server.port}`;
    try {
      const direct = await ClipResults.of(path, address, network.name, referenceThreshold);
      await using camera = await RelayedCamera.start({ path });
      await using source = await openSource(camera.url);
      const items = remoteStream(address, source, network.name, { delivery: 'live' })[Symbol.asyncIterator]();
      const before = await takeUntil(items, ({ length }) => length === 10);
      await camera.replace({ path });
      camera.relay.fault = losesPictures((picture) => picture % 17 === 11);
      camera.relay.cut();
      await takeUntil(items, () => source.losses === 1 && source.problems > 1);
      // The first may have been on their way before.
      const after = (await takeUntil(items, ({ length }) => length === 30)).slice(15);
      for (const results of [before, after]) {
        const { share, boxes } = direct.likeness(results);
        expect(boxes).toBeGreaterThan(results.length);
        expect(share).toBeGreaterThanOrEqual(0.95);
      }
    } finally {
      await server.close({ drainMs: 0 });
    }
  });
});
