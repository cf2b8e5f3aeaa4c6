/** Proving who a client is. */
package org.heapgres.wire.internal.auth;
