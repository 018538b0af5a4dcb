import { describe, expect, it } from 'vitest';
import { noticeOf } from '#lib/state/notice.ts';
import { task } from './storage.support.ts';

describe('a notice of an ended job', () => {
  const done = { task: { ...task('p', 't-1'), title: 'Random forest', seconds: 12.4 } };
  const away = { on: true, hidden: true };

  it('says which job ended, how, and how long it worked', () => {
    expect(noticeOf(done, away)).toMatchObject({
      title: 'Random forest is done',
      body: 'It worked 12 s.',
    });
    const failed = { task: { ...done.task, state: 'failed' as const } };
    expect(noticeOf(failed, away)?.title).toBe('Random forest failed');
  });

  it('is not sent unasked, of a page that is looked at, of short work, or of what was cancelled', () => {
    expect(noticeOf(done, { on: false, hidden: true })).toBeNull();
    expect(noticeOf(done, { on: true, hidden: false })).toBeNull();
    expect(noticeOf({ task: { ...done.task, seconds: 4.9 } }, away)).toBeNull();
    expect(noticeOf({ task: { ...done.task, state: 'cancelled' as const } }, away)).toBeNull();
  });
});
