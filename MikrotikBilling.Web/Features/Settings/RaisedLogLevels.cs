using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>A category that this process logs in more detail until a moment.</summary>
public sealed record RaisedLevel(string Category, LogLevel Level, DateTimeOffset Until);

/// <summary>
/// More detail in the log of the running program, for a while: set by hand to look into something, and gone by itself. It holds in this process and is
/// forgotten when it ends; what is to last is set in the configuration (<c>Logging:LogLevel</c>).
/// </summary>
public sealed class RaisedLogLevels(TimeProvider clock) : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (RaisedLevel Level, ITimer End)> _raised = new(StringComparer.Ordinal);
    private CancellationTokenSource _changed = new();

    public string Name => Options.DefaultName;

    public IReadOnlyList<RaisedLevel> Present
    {
        get
        {
            lock (_gate) return [.. _raised.Values.Select(r => r.Level).OrderBy(l => l.Category, StringComparer.Ordinal)];
        }
    }

    public void Raise(string category, LogLevel level, TimeSpan span)
    {
        var timer = clock.CreateTimer(_ => End(category), null, span, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            if (_raised.Remove(category, out var before)) before.End.Dispose();
            _raised[category] = (new RaisedLevel(category, level, clock.GetUtcNow() + span), timer);
        }
        Tell();
    }

    /// <summary>False when it was not raised.</summary>
    public bool End(string category)
    {
        lock (_gate)
        {
            if (!_raised.Remove(category, out var before)) return false;
            before.End.Dispose();
        }
        Tell();
        return true;
    }

    public void Configure(LoggerFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var raised in Present)
        {
            // Of equal rules the last counts, and a rule for one provider goes before a general one.
            foreach (var rule in options.Rules.Where(r => r.CategoryName == raised.Category).ToList()) options.Rules.Remove(rule);
            options.Rules.Add(new LoggerFilterRule(null, raised.Category, raised.Level, null));
            if (raised.Level < options.MinLevel) options.MinLevel = raised.Level;
        }
    }

    public IChangeToken GetChangeToken()
    {
        lock (_gate) return new CancellationChangeToken(_changed.Token);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (_, timer) in _raised.Values) timer.Dispose();
            _raised.Clear();
            _changed.Dispose();
        }
    }

    private void Tell()
    {
        CancellationTokenSource before;
        lock (_gate) (before, _changed) = (_changed, new CancellationTokenSource());
        before.Cancel();
        before.Dispose();
    }
}

public static class RaisedLogLevelsSetup
{
    public static IServiceCollection AddRaisedLogLevels(this IServiceCollection services)
    {
        services.AddSingleton<RaisedLogLevels>();
        // After what the configuration says.
        services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(p => p.GetRequiredService<RaisedLogLevels>());
        return services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(p => p.GetRequiredService<RaisedLogLevels>());
    }
}
