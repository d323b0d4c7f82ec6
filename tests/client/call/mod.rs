//! Attempts, limits, the budget, and what an observer sees.

mod limits;
mod observation;
mod outage;
mod retries;
