import { describe, expect, it } from '@jest/globals';
import { Zip, ZipDeflate, strToU8, zipSync } from 'fflate';
import { textsOfZip } from '../../../src/github/unzip.ts';

const limits = { files: 20, bytes: 20_000_000 };
const xml = (name: string): boolean => name.endsWith('.xml');
const zip = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

/** As GitHub packs artifacts: sizes come after the data. */
function streamed(files: Readonly<Record<string, string>>): Uint8Array {
  const chunks: Uint8Array[] = [];
  const made = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for (const [name, text] of Object.entries(files)) {
    const file = new ZipDeflate(name);
    made.add(file);
    file.push(strToU8(text), true);
  }
  made.end();
  return Buffer.concat(chunks);
}

describe('an archive', () => {
  it.each([
    ['with its sizes', zip],
    ['with sizes after the data', streamed],
  ])('%s gives the texts that are wanted', (_, pack) => {
    const packed = pack({ 'a/junit.xml': '<a/>', 'b.bin': 'no', 'c.xml': 'ü'.repeat(50_000) });
    expect(textsOfZip(packed, xml, limits)).toEqual(['<a/>', 'ü'.repeat(50_000)]);
  });

  it('may name files as it likes: names are no paths', () => {
    expect(textsOfZip(zip({ '../../etc/x.xml': 'a', '/abs.xml': 'b' }), xml, limits)).toEqual([
      'a',
      'b',
    ]);
  });

  it('that unpacks to more than is allowed is given up on the way', () => {
    const bomb = zip({ 'a.xml': '0'.repeat(100_000_000) });
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(textsOfZip(bomb, xml, { files: 20, bytes: 1_000_000 })).toBeNull();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
  });

  it('of many small bombs counts them together', () => {
    const files = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`${n}.xml`, '0'.repeat(3_000_000)]),
    );
    expect(textsOfZip(zip(files), xml, limits)).toBeNull();
  });

  it('of more files than allowed is given up', () => {
    const files = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`${n}.txt`, '']));
    expect(textsOfZip(zip(files), xml, limits)).toBeNull();
    expect(textsOfZip(zip(files), xml, { ...limits, files: 21 })).toEqual([]);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['no archive', strToU8('this is not an archive, is it?')],
  ])('that is %s has no texts', (_, bytes) => {
    expect(textsOfZip(bytes, xml, limits) ?? []).toEqual([]);
  });

  it('that is broken in the middle is none', () => {
    const packed = zip({
      'a.xml': Array.from({ length: 9_000 }, (_, n) => String(n * 7919)).join(),
    });
    const broken = packed.slice();
    for (let at = 200; at < 400; at += 1) broken[at] = 255;
    expect(textsOfZip(broken, xml, limits)).toBeNull();
  });

  it('with a way of packing that nobody reads is none', () => {
    const packed = zip({ 'a.xml': 'some text '.repeat(90) });
    packed[8] = 14;
    expect(textsOfZip(packed, xml, limits)).toBeNull();
  });
});
