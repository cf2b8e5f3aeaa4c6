package org.heapgres.planner.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.value.Jsonb;

/**
 * What blocks with an idempotency key have answered, in the database and in the transaction that
 * did what they do: either both are there or neither. Who comes with a key that another one is
 * about to use waits for that.
 *
 * <p>A record is the digest of the block's text, then a line for each row.
 */
public final class Answers {
  private final Transaction transaction;
  private final String key;
  private final String digest;

  private Answers(Transaction transaction, String key, String source) {
    this.transaction = transaction;
    this.key = key;
    this.digest = digest(source);
  }

  public static Answers of(Transaction transaction, String key, String source) {
    return new Answers(transaction, key, source);
  }

  /** What was answered, or what {@code block} answers now. 22023 when that was another block. */
  public List<Jsonb> orElse(Supplier<List<Jsonb>> block) {
    byte[] recordKey = key.getBytes(StandardCharsets.UTF_8);
    byte[] record =
        transaction.lockRow(SystemStores.ANSWERS, recordKey, RowLockMode.UPDATE, LockWait.BLOCK);
    if (record != null) {
      return read(new String(record, StandardCharsets.UTF_8));
    }
    List<Jsonb> rows = block.get();
    StringBuilder text = new StringBuilder(digest);
    rows.forEach(row -> text.append('\n').append(row));
    transaction.put(
        SystemStores.ANSWERS, recordKey, text.toString().getBytes(StandardCharsets.UTF_8));
    return rows;
  }

  private List<Jsonb> read(String record) {
    List<String> lines = record.lines().toList();
    if (!lines.getFirst().equals(digest)) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "idempotency key \"" + key + "\" belongs to another block");
    }
    return lines.stream().skip(1).map(Jsonb::parse).toList();
  }

  private static String digest(String source) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
