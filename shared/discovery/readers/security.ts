import type { Security } from '../../host-facts/model.ts';
import type { HostRoot, Result } from '../host-root.ts';
import { defined, found, type Reading } from './reading.ts';

/** What the kernel puts in the way of containers. */
export async function readSecurity(root: HostRoot): Promise<Reading<Security>> {
  return found(
    defined<Security>({
      selinux: await selinux(root),
      appArmor: await appArmor(root),
      seccomp: await seccomp(root),
      userNamespaces: await userNamespaces(root),
    }),
  );
}

/** security/selinux/selinuxfs.c; not mounted where SELinux is off. */
async function selinux(root: HostRoot): Promise<string | undefined> {
  const text = await root.readText('/sys/fs/selinux/enforce');
  if (!text.ok) return (await isAbsent(root, text, '/sys/fs')) ? 'disabled' : undefined;
  const value = text.value.trim();
  return value === '1' ? 'enforcing' : value === '0' ? 'permissive' : undefined;
}

/** A parameter of security/apparmor/lsm.c, which is in the kernel or not there at all. */
async function appArmor(root: HostRoot): Promise<boolean | undefined> {
  const text = await root.readText('/sys/module/apparmor/parameters/enabled');
  if (!text.ok) return (await isAbsent(root, text, '/sys/module')) ? false : undefined;
  const value = text.value.trim();
  return value === 'Y' ? true : value === 'N' ? false : undefined;
}

/** kernel/seccomp.c has it where filters are built in. */
async function seccomp(root: HostRoot): Promise<boolean | undefined> {
  const stat = await root.stat('/proc/sys/kernel/seccomp/actions_avail');
  // It is there since Linux 4.14: without it nothing is known of an older kernel.
  return stat.ok ? true : undefined;
}

/** kernel/ucount.c; the other one is of Debian's and Ubuntu's kernels. */
async function userNamespaces(root: HostRoot): Promise<boolean | undefined> {
  const most = await root.readText('/proc/sys/user/max_user_namespaces');
  if (!most.ok || !/^\d+$/.test(most.value.trim())) return undefined;
  const clone = await root.readText('/proc/sys/kernel/unprivileged_userns_clone');
  if (!clone.ok && clone.reason !== 'ENOENT') return undefined;
  return Number(most.value) > 0 && !(clone.ok && clone.value.trim() === '0');
}

/** Not there, though what it would be in is. */
const isAbsent = async (root: HostRoot, result: Result<unknown>, above: string): Promise<boolean> =>
  !result.ok && result.reason === 'ENOENT' && (await root.resolve(above)).ok;
