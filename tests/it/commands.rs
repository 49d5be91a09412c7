//! What people ask for on the command line, and what they are shown.

mod assessing;
mod checking;
mod describing;
mod document;
mod doubting;
mod explaining;
mod importing;
mod previewing;
mod setting;
mod trying;
mod what_if;
