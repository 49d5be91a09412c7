//! A first look at the parts of a workbook, which is a ZIP file: how large they are, and what of it needs a
//! closer look later.

use std::io::{Read, Seek};
use std::path::Path;

use memchr::memmem;
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::super::error::FileError;

/// Bytes a workbook may have after unpacking. The unpacker holds each part to the size it declares.
const LARGEST: u64 = 256 << 20;

/// Bytes looked at in one go.
const PIECE: usize = 64 << 10;

/// What a workbook holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Package {
    pub has_formulas: bool,
    pub has_merged_cells: bool,
    /// Whether it asks to be calculated when it is opened.
    pub is_to_be_calculated: bool,
}

/// How an element `f`, the formula of a cell, can begin; with a prefix too.
const FORMULAS: [&str; 6] = ["<f>", "<f ", "<f/", ":f>", ":f ", ":f/"];

const MERGED: &str = "mergeCell";

const CALCULATE: [&str; 4] =
    ["fullCalcOnLoad=\"1\"", "fullCalcOnLoad=\"true\"", "fullCalcOnLoad='1'", "fullCalcOnLoad='true'"];

impl Package {
    /// Looks through a workbook. Refuses one that would unpack to more than we are willing to hold.
    pub fn survey(file: &mut (impl Read + Seek)) -> Result<Self, FileError> {
        let unreadable = |error: ZipError| FileError::BadWorkbook(error.to_string());
        let mut archive = ZipArchive::new(file).map_err(unreadable)?;
        let mut size = 0_u64;
        for part in 0..archive.len() {
            size = size.saturating_add(archive.by_index_raw(part).map_err(unreadable)?.size());
        }
        if size > LARGEST {
            let (size, largest) = (size >> 20, LARGEST >> 20);
            return Err(FileError::TooLarge(format!("it unpacks to {size} MiB, more than {largest}")));
        }
        let mut package = Self::default();
        for part in 0..archive.len() {
            let part = archive.by_index(part).map_err(unreadable)?;
            let name = part.name().map_err(unreadable)?.to_lowercase();
            let (_, file) = name.rsplit_once('/').unwrap_or(("", &name));
            // What people typed stands in the shared strings, and says nothing about the sheets.
            if file != "sharedstrings.xml" && Path::new(file).extension().is_some_and(|end| end == "xml") {
                let looked = package.look(part, size, file == "workbook.xml");
                looked.map_err(|error| FileError::BadWorkbook(error.to_string()))?;
            }
        }
        Ok(package)
    }

    fn look(&mut self, part: impl Read, size: u64, is_workbook: bool) -> std::io::Result<()> {
        let mut part = part.take(size);
        let longest = CALCULATE.iter().map(|mark| mark.len()).max().unwrap_or_default();
        let mut text = Vec::with_capacity(PIECE + longest);
        loop {
            let kept = text.len().min(longest);
            text.drain(..text.len() - kept);
            if part.by_ref().take(PIECE as u64).read_to_end(&mut text)? == 0 {
                return Ok(());
            }
            let has = |mark: &str| memmem::find(&text, mark.as_bytes()).is_some();
            if is_workbook {
                self.is_to_be_calculated |= CALCULATE.iter().any(|mark| has(mark));
            } else {
                self.has_formulas = self.has_formulas || FORMULAS.iter().any(|mark| has(mark));
                self.has_merged_cells = self.has_merged_cells || has(MERGED);
            }
        }
    }
}
