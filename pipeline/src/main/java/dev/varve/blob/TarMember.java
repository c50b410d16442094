package dev.varve.blob;

import java.util.SortedMap;

/**
 * One member of a tar archive, extension headers taken in (semantics.md section 2). Names are as
 * written; nothing is judged yet.
 *
 * @param ordinal position among the members, from 0
 * @param headerOffset of its own header in the archive
 * @param contentOffset of its content in the archive, or -1 if it is sparse
 * @param typeFlag the raw type, 0 to 255; a NUL type with a trailing slash is {@code '5'}
 * @param size bytes of content at its logical size; 0 for links, directories, devices and pipes
 * @param mode as written, file-type bits included
 * @param mtimeNanos 0 to 999,999,999, to be added to the seconds
 * @param link target of a link as written
 * @param xattrs {@code SCHILY.xattr} records without that prefix
 */
public record TarMember(
    int ordinal,
    long headerOffset,
    long contentOffset,
    int typeFlag,
    Bytes name,
    long size,
    long mode,
    long uid,
    long gid,
    Bytes uname,
    Bytes gname,
    long mtimeSeconds,
    int mtimeNanos,
    Bytes link,
    long devMajor,
    long devMinor,
    SortedMap<Bytes, Bytes> xattrs) {}
