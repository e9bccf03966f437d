// Waits so many milliseconds for what does not come, half of the time by each of two clocks.
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>

int main(int, char **arguments)
{
    std::mutex mutex;
    std::condition_variable condition;
    std::unique_lock<std::mutex> lock(mutex);
    const std::chrono::milliseconds half(std::atoi(arguments[1]) / 2);
    condition.wait_until(lock, std::chrono::steady_clock::now() + half, [] { return false; });
    condition.wait_until(lock, std::chrono::system_clock::now() + half, [] { return false; });
}
