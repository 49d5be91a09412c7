//! Cells that were merged: what stands in the first holds for all of them.

use calamine::Dimensions;

use super::super::super::cell::Cell;
use super::super::super::error::FileError;
use super::super::grid::MOST_COLUMNS;

/// The merged cells of a worksheet, while its lines go by.
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
    first_column: usize,
    last_column: usize,
    value: Option<Cell<'static>>,
}

impl Merged {
    pub fn of(regions: &[Dimensions]) -> Self {
        let mut coming: Vec<Region> = regions
            .iter()
            .filter(|region| (region.start.1 as usize) < MOST_COLUMNS)
            .map(|region| Region {
                first_row: region.start.0,
                last_row: region.end.0,
                first_column: region.start.1 as usize,
                last_column: (region.end.1 as usize).min(MOST_COLUMNS - 1),
                value: None,
            })
            .collect();
        coming.sort_by_key(|region| std::cmp::Reverse(region.first_row));
        Self { coming, open: Vec::new() }
    }

    /// Puts into the cells of a row what was merged over them, and marks it.
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
        for Region { first_row, first_column, last_column, value, .. } in &mut self.open {
            if *first_row == row {
                let cell = cells.get(*first_column).filter(|cell| !cell.is_blank());
                *value = cell.cloned().map(Cell::into_owned);
            }
            let Some(value) = value else { continue };
            if cells.len() <= *last_column {
                cells.resize(*last_column + 1, Cell::BLANK);
            }
            for cell in &mut cells[*first_column..=*last_column] {
                *cell = Cell::Merged(Box::new(value.clone()), first_column < last_column);
            }
        }
        Ok(())
    }
}
