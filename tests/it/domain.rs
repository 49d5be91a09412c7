//! From usage to verdicts, and from verdicts to what a letter asks for.

mod asking;
mod districts;
mod gating;
mod holidays;
mod judging;
mod knowing;
mod offering;
mod sifting;
mod trending;
