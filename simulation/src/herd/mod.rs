//! A herd: many clients lose one server at the same instant. When do they come back?
