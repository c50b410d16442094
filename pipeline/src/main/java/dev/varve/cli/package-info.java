/** The command line: options, exit codes, what a terminal shows. The home of picocli. */
@NullMarked
package dev.varve.cli;

import org.jspecify.annotations.NullMarked;
