package org.heapgres.planner.types;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The settings that decide how values are read and written as text. Immutable; a session makes a
 * new one when one of its settings changes.
 *
 * @param zone the session's TimeZone; {@code zoneName} is how the setting shows it
 * @param extraFloatDigits 1 and above mean the shortest exact text
 * @param clientEncoding of text in the binary form, as it comes from the client
 */
public record FormatSettings(
    DateStyle dateStyle,
    DateOrder dateOrder,
    IntervalStyle intervalStyle,
    ZoneId zone,
    String zoneName,
    int extraFloatDigits,
    ByteaOutput byteaOutput,
    Encoding clientEncoding,
    TypeEnvironment environment) {

  public enum DateStyle {
    ISO,
    SQL,
    POSTGRES,
    GERMAN
  }

  public enum DateOrder {
    MDY,
    DMY,
    YMD
  }

  public enum IntervalStyle {
    POSTGRES,
    POSTGRES_VERBOSE,
    SQL_STANDARD,
    ISO_8601
  }

  public enum ByteaOutput {
    HEX,
    ESCAPE
  }

  /** PostgreSQL's defaults, in UTC, with the built-in types only. */
  public static final FormatSettings DEFAULT =
      new FormatSettings(
          DateStyle.ISO,
          DateOrder.MDY,
          IntervalStyle.POSTGRES,
          ZoneOffset.UTC,
          "UTC",
          1,
          ByteaOutput.HEX,
          Encoding.UTF8,
          new BuiltInEnvironment());

  public FormatSettings withDateStyle(DateStyle style, DateOrder order) {
    return new FormatSettings(
        style,
        order,
        intervalStyle,
        zone,
        zoneName,
        extraFloatDigits,
        byteaOutput,
        clientEncoding,
        environment);
  }

  public FormatSettings withIntervalStyle(IntervalStyle style) {
    return new FormatSettings(
        dateStyle,
        dateOrder,
        style,
        zone,
        zoneName,
        extraFloatDigits,
        byteaOutput,
        clientEncoding,
        environment);
  }

  public FormatSettings withZone(ZoneId newZone, String name) {
    return new FormatSettings(
        dateStyle,
        dateOrder,
        intervalStyle,
        newZone,
        name,
        extraFloatDigits,
        byteaOutput,
        clientEncoding,
        environment);
  }

  public FormatSettings withExtraFloatDigits(int digits) {
    return new FormatSettings(
        dateStyle,
        dateOrder,
        intervalStyle,
        zone,
        zoneName,
        digits,
        byteaOutput,
        clientEncoding,
        environment);
  }

  public FormatSettings withByteaOutput(ByteaOutput output) {
    return new FormatSettings(
        dateStyle,
        dateOrder,
        intervalStyle,
        zone,
        zoneName,
        extraFloatDigits,
        output,
        clientEncoding,
        environment);
  }

  public FormatSettings withEnvironment(TypeEnvironment newEnvironment) {
    return new FormatSettings(
        dateStyle,
        dateOrder,
        intervalStyle,
        zone,
        zoneName,
        extraFloatDigits,
        byteaOutput,
        clientEncoding,
        newEnvironment);
  }
}
