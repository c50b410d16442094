package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Writes one store file. The same records give the same bytes: the sync marker comes from what the
 * file is about, not from chance.
 */
final class SealedFileWriter implements Closeable {
  /** Records are collected to this size before they are compressed together. */
  private static final int BLOCK_BYTES = 256 << 10;

  private static final int ZSTD_LEVEL = 1;
  private static final int SYNC_BYTES = 16;

  private final Path file;
  private final MessageDigest sha256 = Digest.messageDigest("sha256");
  private final DataFileWriter<Object> avro;
  private int blockBytes;

  SealedFileWriter(Path file, StoreFile kind, Digest subject) throws IOException {
    this.file = file;
    byte[] about = (kind.label() + " " + subject).getBytes(StandardCharsets.UTF_8);
    byte[] sync = Arrays.copyOf(Digest.messageDigest("sha256").digest(about), SYNC_BYTES);
    // The digest covers the bytes as written, which still hold zeros where the seal will be.
    DigestOutputStream out =
        new DigestOutputStream(Channels.newOutputStream(PrivateFiles.createFile(file)), sha256);
    this.avro =
        new DataFileWriter<>(new GenericDatumWriter<>(kind.schema()))
            .setSyncInterval(2 * BLOCK_BYTES)
            .setCodec(CodecFactory.zstandardCodec(ZSTD_LEVEL, false, true))
            .setMeta(SealedFile.KIND_KEY, kind.label())
            .setMeta(SealedFile.SUBJECT_KEY, subject.toString())
            .setMeta(SealedFile.SEAL_KEY, SealedFile.UNSEALED)
            .create(kind.schema(), out, sync);
  }

  /** Appends one record; true if the next one starts a new block. */
  boolean append(RecordBytes record) throws IOException {
    avro.appendEncoded(ByteBuffer.wrap(record.array(), 0, record.length()));
    blockBytes += record.length();
    if (blockBytes < BLOCK_BYTES) {
      return false;
    }
    avro.sync();
    blockBytes = 0;
    return true;
  }

  /** Finishes the file. */
  void seal() throws IOException {
    avro.close();
    SealedFile.seal(file, sha256.digest());
  }

  @Override
  public void close() throws IOException {
    avro.close();
  }
}
