package org.heapgres.planner.session.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Large objects' functions (manual, 33.4); methods are named as {@code Functions} wants them. */
final class LargeObjectFunctions {
  /** Bytes that go to or from a file at once. */
  private static final int CHUNK = 1 << 20;

  private LargeObjectFunctions() {}

  private static LargeObjectDescriptors objects(CallContext context) {
    return SessionFunctions.session(context).largeObjects();
  }

  private static LargeObjectDescriptors writing(CallContext context, String function) {
    Session session = SessionFunctions.session(context);
    session.transaction().checkWritable(function + "()");
    return session.largeObjects();
  }

  private static long oid(int oid) {
    return Integer.toUnsignedLong(oid);
  }

  static long beLoCreat(CallContext context, int mode) {
    return oid(writing(context, "lo_creat").create(0));
  }

  static long beLoCreate(CallContext context, long oid) {
    return oid(writing(context, "lo_create").create((int) oid));
  }

  static int beLoUnlink(CallContext context, long oid) {
    writing(context, "lo_unlink").unlink((int) oid);
    return 1;
  }

  static int beLoOpen(CallContext context, long oid, int mode) {
    return objects(context).open((int) oid, mode);
  }

  static int beLoClose(CallContext context, int descriptor) {
    objects(context).close(descriptor);
    return 0;
  }

  static byte[] beLoread(CallContext context, int descriptor, int length) {
    return objects(context).read(descriptor, length);
  }

  static int beLowrite(CallContext context, int descriptor, byte[] bytes) {
    return writing(context, "lowrite").write(descriptor, bytes);
  }

  static int beLoLseek(CallContext context, int descriptor, int offset, int whence) {
    return int4(objects(context).seek(descriptor, offset, whence), "lo_lseek", descriptor);
  }

  static long beLoLseek64(CallContext context, int descriptor, long offset, int whence) {
    return objects(context).seek(descriptor, offset, whence);
  }

  static int beLoTell(CallContext context, int descriptor) {
    return int4(objects(context).position(descriptor), "lo_tell", descriptor);
  }

  static long beLoTell64(CallContext context, int descriptor) {
    return objects(context).position(descriptor);
  }

  private static int int4(long position, String function, int descriptor) {
    if (position > Integer.MAX_VALUE) {
      throw new PgException(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
          function + " result out of range for large-object descriptor " + descriptor);
    }
    return (int) position;
  }

  static int beLoTruncate(CallContext context, int descriptor, int length) {
    writing(context, "lo_truncate").truncate(descriptor, length);
    return 0;
  }

  static int beLoTruncate64(CallContext context, int descriptor, long length) {
    writing(context, "lo_truncate64").truncate(descriptor, length);
    return 0;
  }

  static long beLoFromBytea(CallContext context, long oid, byte[] bytes) {
    LargeObjectDescriptors objects = writing(context, "lo_from_bytea");
    int created = objects.create((int) oid);
    objects.latest().write(created, 0, bytes);
    return oid(created);
  }

  static byte[] beLoGet(CallContext context, long oid) {
    LargeObjectDescriptors objects = objects(context);
    objects.require(objects.seen(), (int) oid, Privilege.SELECT);
    long length = objects.seen().length((int) oid);
    if (length > Integer.MAX_VALUE - Long.BYTES) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "large object read request is too large");
    }
    return objects.seen().read((int) oid, 0, (int) length);
  }

  static byte[] beLoGetFragment(CallContext context, long oid, long offset, int length) {
    if (length < 0) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "requested length cannot be negative");
    }
    LargeObjectDescriptors objects = objects(context);
    objects.require(objects.seen(), (int) oid, Privilege.SELECT);
    LargeObjectDescriptors.checkPosition(offset);
    return objects.seen().read((int) oid, offset, length);
  }

  static String beLoPut(CallContext context, long oid, long offset, byte[] bytes) {
    LargeObjectDescriptors objects = writing(context, "lo_put");
    objects.require(objects.latest(), (int) oid, Privilege.UPDATE);
    LargeObjectDescriptors.checkPosition(offset);
    objects.latest().write((int) oid, offset, bytes);
    return "";
  }

  static long beLoImport(CallContext context, String file) {
    return beLoImportWithOid(context, file, 0);
  }

  static long beLoImportWithOid(CallContext context, String file, long oid) {
    LargeObjectDescriptors objects = writing(context, "lo_import");
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      int created = objects.create((int) oid);
      long offset = 0;
      for (byte[] part = in.readNBytes(CHUNK); part.length > 0; part = in.readNBytes(CHUNK)) {
        objects.latest().write(created, offset, part);
        offset += part.length;
      }
      return oid(created);
    } catch (IOException e) {
      throw failed(e, "open", file);
    }
  }

  static int beLoExport(CallContext context, long oid, String file) {
    LargeObjectDescriptors objects = objects(context);
    objects.require(objects.seen(), (int) oid, Privilege.SELECT);
    try (OutputStream out = Files.newOutputStream(Path.of(file))) {
      long offset = 0;
      byte[] part = objects.seen().read((int) oid, offset, CHUNK);
      while (part.length > 0) {
        out.write(part);
        offset += part.length;
        part = objects.seen().read((int) oid, offset, CHUNK);
      }
      return 1;
    } catch (IOException e) {
      throw failed(e, "create", file);
    }
  }

  private static PgException failed(IOException failure, String what, String file) {
    String message = "could not %s server file \"%s\": ".formatted(what, file);
    return switch (failure) {
      case NoSuchFileException _ ->
          new PgException(SqlState.UNDEFINED_FILE, message + "No such file or directory");
      case AccessDeniedException _ ->
          new PgException(SqlState.INSUFFICIENT_PRIVILEGE, message + "Permission denied");
      default -> new PgException(SqlState.IO_ERROR, message + failure.getMessage());
    };
  }
}
