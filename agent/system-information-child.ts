/** In the child: what systeminformation says, as JSON. */
export async function systemInformationJson(): Promise<string> {
  const { default: systemInformation } = await import('systeminformation');
  const [cpu, memory] = await Promise.all([systemInformation.cpu(), systemInformation.mem()]);
  return JSON.stringify({
    brand: cpu.brand,
    manufacturer: cpu.manufacturer,
    logical: cpu.cores,
    // Without lscpu there is no vendor, and one socket is then a guess.
    sockets: cpu.vendor === '' ? 0 : cpu.processors,
    memoryBytes: memory.total,
  });
}
