/** A small ELF file: just the headers, and the name of a loader unless there is none. */
export function elfFile(options: {
  machine?: number;
  bits?: 32 | 64;
  type?: number;
  loader?: string;
  bigEndian?: boolean;
}): Buffer {
  const { machine = 62, bits = 64, type = 3, loader, bigEndian = false } = options;
  const bytes = Buffer.alloc(64 + 2 * 56 + (loader === undefined ? 0 : loader.length + 1));
  bytes.set([0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1, bigEndian ? 2 : 1, 1]);
  const u16 = (value: number, at: number) =>
    bigEndian ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at);
  u16(type, 16);
  u16(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  bytes.writeUInt32LE(1, 64);
  if (loader === undefined) return bytes;
  const header = 64 + 56;
  const at = 64 + 2 * 56;
  bytes.writeUInt32LE(3, header);
  bytes.writeBigUInt64LE(BigInt(at), header + 8);
  bytes.writeBigUInt64LE(BigInt(loader.length + 1), header + 32);
  bytes.write(loader, at, 'latin1');
  return bytes;
}

export const GLIBC_AMD64 = '/lib64/ld-linux-x86-64.so.2';
