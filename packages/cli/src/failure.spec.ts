import { FarsightError } from '@farsight/client';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './failure.js';

describe('describeFailure', () => {
  it('is one line, without stack', () => {
    const error = new FarsightError('PORT_IN_USE', 'Port 5000 is in use:\n  stop it.', {
      cause: new Error('why'),
    });
    expect(describeFailure(error, false)).toBe('farsight: Port 5000 is in use: stop it.\n');
  });

  it('has the stack and the cause with --verbose', () => {
    const text = describeFailure(
      new FarsightError('INTERNAL', 'It broke.', { cause: new Error('why') }),
      true,
    );
    expect(text).toMatch(/^farsight: It broke\.\n/);
    expect(text).toContain('failure.spec.ts');
    expect(text).toContain('why');
  });

  it('says so where an error is not one of ours', () => {
    expect(describeFailure(new TypeError('x is not a function'), false)).toBe(
      'farsight: Something unexpected went wrong: x is not a function (--verbose shows where)\n',
    );
    expect(describeFailure('odd', false)).toContain('odd');
  });
});
