using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Data.Counts;

public static class CountsSetup
{
    internal static IServiceCollection AddCounts(this IServiceCollection services)
    {
        services.AddScoped<KeptCounts>();
        services.AddScoped<IKeptFigures>(p => p.GetRequiredService<KeptCounts>());
        services.AddJob<FoldCountsJob>(FoldCountsJob.Key, TimeSpan.FromMinutes(10));
        services.AddJob<CheckCountsJob>(CheckCountsJob.Key, "0 10 4 * * ?", TimeSpan.FromDays(1));
        return services;
    }

    /// <summary>Declares what <typeparamref name="T"/>'s kept count must be equal to.</summary>
    public static IServiceCollection AddKeptCount<T>(this IServiceCollection services, Func<AppDbContext, CancellationToken, Task<List<CountRow>>> count) where T : ICounted =>
        services.AddSingleton(new CountSource(typeof(T).Name, count));
}
