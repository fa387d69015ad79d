import { expect, it } from 'vitest';
import { networksText } from './welcome.js';

it('names the networks that are loaded and counts the others', () => {
  const ready = { name: 'codes-nano', state: 'ready' } as const;
  const far = { name: 'yolox', state: 'remote' } as const;
  expect(networksText([ready])).toBe('codes-nano');
  expect(networksText([ready, far, far])).toBe(
    'codes-nano; 2 more on first use (npx farsight networks list)',
  );
  expect(networksText([far])).toBe('1 on first use (npx farsight networks list)');
  expect(networksText([])).toContain('--networks');
});
