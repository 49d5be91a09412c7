//! Where a table lies: in a file on disk, or in memory, as an interface answered it.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes that hold a table.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    File(&'a Path),
    Bytes(&'a [u8]),
}

impl<'a> Input<'a> {
    /// Begins to read them from the start; as often as it takes.
    pub fn open(self) -> io::Result<Opened<'a>> {
        Ok(match self {
            Self::File(path) => Opened::File(File::open(path)?),
            Self::Bytes(bytes) => Opened::Bytes(Cursor::new(bytes)),
        })
    }
}

/// The same, being read.
#[derive(Debug)]
pub enum Opened<'a> {
    File(File),
    Bytes(Cursor<&'a [u8]>),
}

impl Read for Opened<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Opened<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(position),
            Self::Bytes(bytes) => bytes.seek(position),
        }
    }
}
