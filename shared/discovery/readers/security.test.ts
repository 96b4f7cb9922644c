import { expect, test } from 'vitest';
import type { Security } from '../../host-facts/model.ts';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readSecurity } from './security.ts';

const APPARMOR = '/sys/module/apparmor/parameters/enabled';
const NAMESPACES = '/proc/sys/user/max_user_namespaces';
const CLONE = '/proc/sys/kernel/unprivileged_userns_clone';
const THERE: Described = { directory: true };

test.each<[string, Record<string, Described>, Security]>([
  ['SELinux that enforces', { '/sys/fs/selinux/enforce': '1' }, { selinux: 'enforcing' }],
  ['SELinux that permits', { '/sys/fs/selinux/enforce': '0' }, { selinux: 'permissive' }],
  ['no SELinux', { '/sys/fs': THERE }, { selinux: 'disabled' }],
  ['SELinux that may not be looked at', { '/sys/fs/selinux': { failing: 'EACCES' } }, {}],
  ['SELinux that says something else', { '/sys/fs/selinux/enforce': 'yes' }, {}],
  ['AppArmor', { [APPARMOR]: 'Y\n' }, { appArmor: true }],
  ['AppArmor that is switched off', { [APPARMOR]: 'N\n' }, { appArmor: false }],
  ['no AppArmor', { '/sys/module': THERE }, { appArmor: false }],
  ['AppArmor that may not be looked at', { [APPARMOR]: { failing: 'EACCES' } }, {}],
  ['seccomp', { '/proc/sys/kernel/seccomp/actions_avail': 'kill' }, { seccomp: true }],
  ['a kernel before 4.14', { '/proc/sys/kernel': THERE }, {}],
  ['user namespaces', { [NAMESPACES]: '63432\n' }, { userNamespaces: true }],
  ['none of them', { [NAMESPACES]: '0\n' }, { userNamespaces: false }],
  ['none for users', { [NAMESPACES]: '9', [CLONE]: '0\n' }, { userNamespaces: false }],
  ['some for users', { [NAMESPACES]: '9', [CLONE]: '1\n' }, { userNamespaces: true }],
  ['a number that is none', { [NAMESPACES]: '-1' }, {}],
  ['nothing to look at', {}, {}],
])('%s', async (_, paths, facts) => {
  expect(await readSecurity(buildRoot(paths))).toEqual({ ok: true, facts });
});

test('what does not answer is unknown, and the rest is told', async () => {
  const root = buildRoot({ '/sys/fs/selinux/enforce': { failing: 'EIO' }, [APPARMOR]: 'Y' });
  const { facts } = await readSecurity(root);
  expect([facts.selinux, facts.appArmor]).toEqual([undefined, true]);
});
