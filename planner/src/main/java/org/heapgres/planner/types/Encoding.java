package org.heapgres.planner.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A character set of clients (manual, 23.3): PostgreSQL's name and number of it, and the JDK's
 * conversion. Text in the server is UTF-8; SQL_ASCII is that without a conversion. Immutable.
 *
 * @param charset null where there is no conversion from and to UTF-8
 */
public record Encoding(int number, String name, Charset charset) {
  private static final char REPLACEMENT = '\ufffd';
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** By number: PostgreSQL's name, the JDK's, and other names that mean it. */
  private static final List<String> ALL =
      List.of(
          "SQL_ASCII UTF-8",
          "EUC_JP EUC-JP",
          "EUC_CN GB2312",
          "EUC_KR EUC-KR",
          "EUC_TW x-EUC-TW",
          "EUC_JIS_2004 -",
          "UTF8 UTF-8 unicode",
          "MULE_INTERNAL -",
          "LATIN1 ISO-8859-1 iso88591",
          "LATIN2 ISO-8859-2 iso88592",
          "LATIN3 ISO-8859-3 iso88593",
          "LATIN4 ISO-8859-4 iso88594",
          "LATIN5 ISO-8859-9 iso88599",
          "LATIN6 ISO-8859-10 iso885910",
          "LATIN7 ISO-8859-13 iso885913",
          "LATIN8 ISO-8859-14 iso885914",
          "LATIN9 ISO-8859-15 iso885915",
          "LATIN10 ISO-8859-16 iso885916",
          "WIN1256 windows-1256 windows1256",
          "WIN1258 windows-1258 windows1258 abc tcvn tcvn5712 vscii",
          "WIN866 IBM866 windows866 alt",
          "WIN874 x-windows-874 windows874",
          "KOI8R KOI8-R koi8",
          "WIN1251 windows-1251 windows1251 win",
          "WIN1252 windows-1252 windows1252",
          "ISO_8859_5 ISO-8859-5",
          "ISO_8859_6 ISO-8859-6",
          "ISO_8859_7 ISO-8859-7",
          "ISO_8859_8 ISO-8859-8",
          "WIN1250 windows-1250 windows1250",
          "WIN1253 windows-1253 windows1253",
          "WIN1254 windows-1254 windows1254",
          "WIN1255 windows-1255 windows1255",
          "WIN1257 windows-1257 windows1257",
          "KOI8U KOI8-U",
          "SJIS windows-31j mskanji shiftjis win932 windows932",
          "BIG5 Big5 win950 windows950",
          "GBK x-mswin-936 win936 windows936",
          "UHC x-windows-949 win949 windows949",
          "GB18030 GB18030",
          "JOHAB x-Johab",
          "SHIFT_JIS_2004 -");

  private static final Map<String, Integer> BY_NAME = new HashMap<>();

  /** Those that have been asked for: to look for all charsets takes its time. */
  private static final Map<Integer, Encoding> KNOWN = new ConcurrentHashMap<>();

  static {
    for (int number = 0; number < ALL.size(); number++) {
      String[] names = ALL.get(number).split(" ");
      BY_NAME.put(plain(names[0]), number);
      for (int i = 2; i < names.length; i++) {
        BY_NAME.put(names[i], number);
      }
    }
  }

  /** The server's. */
  public static final Encoding UTF8 = find("UTF8").orElseThrow();

  /** Case and signs do not matter. */
  public static Optional<Encoding> find(String name) {
    return Optional.ofNullable(BY_NAME.get(plain(name))).flatMap(Encoding::find);
  }

  public static Optional<Encoding> find(int number) {
    return number < 0 || number >= ALL.size()
        ? Optional.empty()
        : Optional.of(KNOWN.computeIfAbsent(number, Encoding::make));
  }

  private static Encoding make(int number) {
    String[] names = ALL.get(number).split(" ", -1);
    boolean supported = !names[1].equals("-") && Charset.isSupported(names[1]);
    return new Encoding(number, names[0], supported ? Charset.forName(names[1]) : null);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  public boolean convertible() {
    return charset != null;
  }

  /** Whether text comes and goes as the server has it. */
  public boolean isUtf8() {
    return StandardCharsets.UTF_8.equals(charset);
  }

  /** As {@link #decode(byte[], int, int)}, all of it. */
  public String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** All that remains. */
  public String decode(ByteBuffer bytes) {
    byte[] taken = new byte[bytes.remaining()];
    bytes.get(taken);
    return decode(taken);
  }

  /**
   * Fails with 22021 on what is not text in this encoding or has a zero byte, and with 22P05 on
   * what UTF-8 has no character for.
   */
  public String decode(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, charset);
    if (text.indexOf(REPLACEMENT) >= 0) {
      checkDecodes(bytes, offset, length);
    }
    if (text.indexOf('\0') >= 0) {
      throw invalid(bytes, offset + zero(bytes, offset), 1);
    }
    return text;
  }

  private static int zero(byte[] bytes, int offset) {
    int at = offset;
    while (bytes[at] != 0) {
      at++;
    }
    return at - offset;
  }

  /** As {@link #decode(byte[], int, int)} would fail. */
  public void check(byte[] bytes, int offset, int length) {
    if (!isUtf8() || !isAscii(bytes, offset, offset + length)) {
      decode(bytes, offset, length);
    }
  }

  private static boolean isAscii(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (((long) LONGS.get(bytes, at) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }

  private void checkDecodes(byte[] bytes, int offset, int length) {
    CharsetDecoder decoder = newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    CoderResult result = decoder.decode(in, CharBuffer.allocate(length * 2), true);
    if (result.isError()) {
      throw undecodable(in, result);
    }
  }

  /** One that reports what it cannot read; see {@link #undecodable}. */
  public CharsetDecoder newDecoder() {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** What a decoder has stopped at. */
  public PgException undecodable(ByteBuffer in, CoderResult result) {
    int at = in.arrayOffset() + in.position();
    int length = Math.max(sequenceLength(in.array(), at), 1);
    boolean whole = length <= in.remaining();
    return whole && (result.isUnmappable() ? !isEuc() : takesAnyTrail())
        ? new PgException(
            SqlState.UNTRANSLATABLE_CHARACTER,
            "character with byte sequence"
                + shown(in.array(), at, length)
                + " in encoding \""
                + name
                + "\" has no equivalent in encoding \"UTF8\"")
        : invalid(in.array(), at, length);
  }

  private boolean isEuc() {
    return name.startsWith("EUC_");
  }

  /** Whether PostgreSQL leaves it to the conversion to find that a second byte is none. */
  private boolean takesAnyTrail() {
    return name.equals("BIG5") || name.equals("GBK") || name.equals("UHC");
  }

  /** How many bytes the first one promises (src/common/wchar.c). */
  private int sequenceLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (isUtf8()) {
      return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 1;
    }
    if (first < 0x80 || charset.newEncoder().maxBytesPerChar() == 1) {
      return 1;
    }
    return switch (name) {
      case "EUC_JP" -> first == 0x8f ? 3 : 2;
      case "EUC_TW" -> first == 0x8e ? 4 : first == 0x8f ? 3 : 2;
      case "SJIS" -> first >= 0xa1 && first <= 0xdf ? 1 : 2;
      case "GB18030" ->
          at + 1 < bytes.length && bytes[at + 1] >= '0' && bytes[at + 1] <= '9' ? 4 : 2;
      default -> 2;
    };
  }

  private PgException invalid(byte[] bytes, int from, int length) {
    return new PgException(
        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
        "invalid byte sequence for encoding \""
            + (isUtf8() ? UTF8.name : name)
            + "\":"
            + shown(bytes, from, length));
  }

  private static String shown(byte[] bytes, int from, int length) {
    StringBuilder shown = new StringBuilder();
    for (int i = from; i < Math.min(from + length, bytes.length); i++) {
      shown.append(String.format(" 0x%02x", bytes[i]));
    }
    return shown.toString();
  }

  /** Fails with 22P05 on a character that is not in this encoding. */
  public byte[] encode(String text) {
    if (isUtf8()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    CharsetEncoder encoder =
        charset
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer in = CharBuffer.wrap(text);
    ByteBuffer out = ByteBuffer.allocate((int) (text.length() * encoder.maxBytesPerChar()) + 8);
    CoderResult result = encoder.encode(in, out, true);
    if (result.isError()) {
      String character = in.subSequence(0, result.length()).toString();
      byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
      throw new PgException(
          SqlState.UNTRANSLATABLE_CHARACTER,
          "character with byte sequence"
              + shown(bytes, 0, bytes.length)
              + " in encoding \"UTF8\" has no equivalent in encoding \""
              + name
              + "\"");
    }
    encoder.flush(out);
    byte[] encoded = new byte[out.position()];
    out.flip().get(encoded);
    return encoded;
  }
}
