/**
 * PostgreSQL's messages, versions 3.0 and 3.2: one record each with its own encoding, in files
 * named after the sub-protocols of the manual's chapter 54.
 */
package org.heapgres.wire.internal.message;
