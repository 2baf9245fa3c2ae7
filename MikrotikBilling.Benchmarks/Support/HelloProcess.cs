using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>The least that this server can be: the yardstick for starting.</summary>
internal static class HelloProcess
{
    public const string Word = "hello";

    public static async Task<int> RunAsync(string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGet("/hello", () => Results.Text("hello"));
        await app.RunAsync(url);
        return 0;
    }
}
