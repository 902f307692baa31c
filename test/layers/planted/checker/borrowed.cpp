#include "orthant/base/up.hpp"
