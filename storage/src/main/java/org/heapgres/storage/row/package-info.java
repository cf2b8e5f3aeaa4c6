/** How rows and keys are laid out in bytes. */
package org.heapgres.storage.row;
