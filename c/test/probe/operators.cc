// Gets memory by operator new: says whether 4 MiB at once are to be had, and whether what throws can be caught.
#include <cstdio>
#include <map>
#include <new>
#include <string>
#include <thread>
#include <vector>

struct alignas(128) Wide {
    char bytes[256];
};

static void work()
{
    std::map<int, std::string> texts;
    for (int i = 0; i < 2000; i++)
        texts[i % 100] = std::string(static_cast<size_t>(i) % 300, 'x');
    delete new Wide;
}

int main()
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back(work);
    for (auto &thread : threads)
        thread.join();
    char *volatile large = new (std::nothrow) char[4 << 20];
    const char *thrown = "nothing";
    try {
        char *volatile another = new char[4 << 20];
        delete[] another;
    } catch (const std::bad_alloc &) {
        thrown = "bad_alloc";
    }
    std::printf("4 MiB %d, thrown %s\n", large != nullptr, thrown);
    delete[] large;
}
