//! Cells that were merged over several lines: what stands in the first holds for all of them.

use calamine::Dimensions;

use super::super::super::cell::Cell;
use super::super::super::error::FileError;
use super::super::grid::MOST_COLUMNS;

/// The merged cells of a worksheet that reach over several lines, while its lines go by.
#[derive(Debug, Default)]
pub struct Merged {
    /// Those that are still to come, the last one first.
    coming: Vec<Region>,
    /// Those that the line may lie in.
    open: Vec<Region>,
}

#[derive(Debug)]
struct Region {
    first_row: u32,
    last_row: u32,
    column: usize,
    value: Option<Cell<'static>>,
}

impl Merged {
    pub fn of(regions: &[Dimensions]) -> Self {
        let mut coming: Vec<Region> = regions
            .iter()
            .filter(|region| region.end.0 > region.start.0 && (region.start.1 as usize) < MOST_COLUMNS)
            .map(|region| Region {
                first_row: region.start.0,
                last_row: region.end.0,
                column: region.start.1 as usize,
                value: None,
            })
            .collect();
        coming.sort_by_key(|region| std::cmp::Reverse(region.first_row));
        Self { coming, open: Vec::new() }
    }

    /// Puts into the cells of a row what was merged over it from above, and marks it.
    pub fn fill(&mut self, row: u32, cells: &mut Vec<Cell<'_>>) -> Result<(), FileError> {
        if self.coming.is_empty() && self.open.is_empty() {
            return Ok(());
        }
        self.open.retain(|region| region.last_row >= row);
        while self.coming.last().is_some_and(|region| region.first_row <= row) {
            self.open.extend(self.coming.pop().filter(|region| region.last_row >= row));
        }
        if self.open.len() > MOST_COLUMNS {
            return Err(FileError::BadWorkbook("its merged cells overlap".to_owned()));
        }
        for region in &mut self.open {
            if region.first_row == row {
                region.value =
                    cells.get(region.column).filter(|cell| !cell.is_blank()).cloned().map(Cell::into_owned);
            }
            let Some(value) = &region.value else { continue };
            if cells.len() <= region.column {
                cells.resize(region.column + 1, Cell::BLANK);
            }
            cells[region.column] = Cell::Merged(Box::new(value.clone()));
        }
        Ok(())
    }
}
