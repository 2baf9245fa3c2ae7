using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MikrotikBilling.Tests.Browser;

/// <summary>
/// The statements of one request among all that a running program sends: a request carries a trace (W3C Trace Context), and so does what it asks
/// the database.
/// </summary>
internal sealed class StatementCounts : IDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<string>> _statements = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ActivityListener _everything = new() { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };

    public StatementCounts()
    {
        ActivitySource.AddActivityListener(_everything);
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>A trace to send along, as header <c>traceparent</c>.</summary>
    public static (ActivityTraceId Id, string Header) NewTrace()
    {
        var id = ActivityTraceId.CreateRandom();
        return (id, $"00-{id}-{ActivitySpanId.CreateRandom()}-01");
    }

    public IReadOnlyCollection<string> Of(ActivityTraceId trace) => _statements.TryGetValue(trace, out var found) ? found : [];

    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _everything.Dispose();
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategoryName) _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData command && value.Key == RelationalEventId.CommandExecuting.Name && Activity.Current is { } activity)
            _statements.GetOrAdd(activity.TraceId, _ => new()).Enqueue(command.Command.CommandText);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private const string DbLoggerCategoryName = "Microsoft.EntityFrameworkCore";
}
