/**
 * What package managers say about an image: which packages are installed, which of them owns a
 * file, and whether the file is what the package brought. Read from the files that expansion keeps
 * ({@link dev.varve.layer.PackageFile}); which layer's database counts is decided by the squashed
 * tree. Formats: deb(5), dpkg's {@code info} files, apk's {@code installed}, rpm's sqlite database.
 *
 * <p>Decision: rpm's database is read by a small read-only walker ({@link
 * dev.varve.packages.SqliteTable}) and not by SQLite. All that is asked is one table from beginning
 * to end, which takes 200 lines; sqlite-jdbc is 13 MB, runs native code over hostile bytes, wants a
 * file on disk, and costs start-up. What would change our mind: a database that needs indexes, or a
 * write-ahead log that images really ship. Berkeley DB and ndb, which older rpm writes, and other
 * managers are not read: {@link dev.varve.packages.PackageDatabase} names them, and nothing is said
 * about owners that is not known.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.packages;
