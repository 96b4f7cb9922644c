/**
 * Variables that list directories, files or units with ":" between them. By name, not by ending: CUDA_PATH is one
 * directory, and two of them joined are none.
 */
const PATH_VARIABLES: ReadonlySet<string> = new Set([
  'ACLOCAL_PATH',
  'C_INCLUDE_PATH',
  'CLASSPATH',
  'CMAKE_PREFIX_PATH',
  'CPATH',
  'CPLUS_INCLUDE_PATH',
  'GOPATH',
  'INFOPATH',
  'LD_LIBRARY_PATH',
  'LIBRARY_PATH',
  'MANPATH',
  'NODE_PATH',
  'PATH',
  'PERL5LIB',
  'PKG_CONFIG_PATH',
  'PYTHONPATH',
  'XDG_CONFIG_DIRS',
  'XDG_DATA_DIRS',
]);

export function isPathVariable(name: string): boolean {
  return PATH_VARIABLES.has(name);
}
