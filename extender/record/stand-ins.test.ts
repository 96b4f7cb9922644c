import { describe, expect, it } from 'vitest';
import { createStandIns } from './stand-ins.ts';

const standIns = (salt = 'salt') => createStandIns(Buffer.from(salt));

describe('stand-ins', () => {
  it('keep length, separators and kinds of characters', () => {
    const text = '--password=Hunter42:/opt/x-y';
    const other = standIns().text(text);
    expect(other).toMatch(/^--[a-z]{8}=[A-Z][a-z]{5}\d\d:\/[a-z]{3}\/[a-z]-[a-z]$/);
    expect(other).not.toContain('password');
  });

  it('are the same for the same word, and others in another recording', () => {
    const one = standIns();
    expect(one.text('secret=secret')).toMatch(/^([a-z]{6})=\1$/);
    expect(one.text('secret')).toBe(standIns().text('secret'));
    expect(one.text('secret')).not.toBe(standIns('other').text('secret'));
  });

  it('leave the words of presets and references to variables', () => {
    const one = standIns();
    one.keepWordsOf('{"value":"/usr/lib64"}');
    expect(one.text('/usr/lib64:$(HOME_DIR)/usr2', new Set(['HOME_DIR']))).toMatch(
      /^\/usr\/lib64:\$\(HOME_DIR\)\/[a-z]{3}\d$/,
    );
  });

  it('replace what only looks like a reference to a variable', () => {
    expect(standIns().text('X=$(hunter2)', new Set(['HOME_DIR']))).toMatch(/^[A-Z]=\$\([a-z]{6}\d\)$/);
  });

  it('replace letters of every alphabet', () => {
    expect(standIns().text('пароль-密码')).toMatch(/^[a-z]{6}-[a-z]{2}$/);
  });

  it('replace a long text as a whole', () => {
    expect(standIns().text('x '.repeat(3_000))).toMatch(/^6000-characters-[0-9a-f]{12}$/);
  });
});
