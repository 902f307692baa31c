#include "orthant/base/stop.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace orthant {
namespace {

void spend(double seconds) {
  const auto begin = std::clock();
  while (static_cast<double>(std::clock() - begin) < seconds * CLOCKS_PER_SEC) {
  }
}

TEST(Stop, ABudgetWithoutLimitNeverEnds) {
  EXPECT_FALSE(Budget().exhausted());
  EXPECT_FALSE(Budget().overdue());
}

TEST(Stop, ARequestAndALimitEndABudget) {
  StopRequest request;
  const Budget asked(1e9, &request), late(0, &request);
  EXPECT_FALSE(asked.exhausted());
  EXPECT_TRUE(late.exhausted());
  EXPECT_STREQ(late.reason(), "the time ran out");
  request.raise();
  EXPECT_TRUE(asked.exhausted());
  EXPECT_STREQ(asked.reason(), "interrupted");
  EXPECT_TRUE(asked.within(1e9).exhausted());
}

TEST(Stop, GraceIsProcessorTimeFromTheEnd) {
  const Budget budget(0, nullptr, 0.05);
  EXPECT_TRUE(budget.exhausted());
  EXPECT_FALSE(budget.overdue());
  EXPECT_FALSE(budget.with_grace_used().exhausted());
  std::this_thread::sleep_for(std::chrono::milliseconds(60));  // waiting is free
  EXPECT_FALSE(budget.overdue());
  spend(0.06);
  EXPECT_TRUE(budget.overdue());
  EXPECT_TRUE(budget.with_grace_used().exhausted());
}

TEST(Stop, AScopeIsOfItsThreadAndEnds) {
  EXPECT_NO_THROW(check_budget());
  const Budget over(0), open;
  {
    const BudgetScope scope(over);
    EXPECT_THROW(check_budget(), OutOfBudget);
    EXPECT_TRUE(budget_in_force().exhausted());
    std::thread([] { EXPECT_NO_THROW(check_budget()); }).join();
    const BudgetScope inner(open);
    EXPECT_NO_THROW(check_budget());
  }
  EXPECT_NO_THROW(check_budget());
  EXPECT_FALSE(budget_in_force().exhausted());
}

}  // namespace
}  // namespace orthant
