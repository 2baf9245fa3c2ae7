using System.Globalization;
using System.Threading.Channels;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary><c>print</c>, <c>getall</c> and <c>listen</c> on any menu.</summary>
internal static class PrintCommand
{
    public static async ValueTask RunAsync(CommandCall call, Table table)
    {
        var request = call.Request;
        if (request.Switch("follow-only"))
        {
            await ListenAsync(call, table);
            return;
        }
        var columns = ColumnsOf(call);
        var follows = request.Switch("follow");
        using var changes = follows ? Follow(call, table, columns) : null;
        var rows = call.Router.Use(() => Chosen(call, table, columns));
        if (request.Arguments.ContainsKey("count-only"))
        {
            await call.DoneAsync(rows.Count.ToString(CultureInfo.InvariantCulture));
            return;
        }
        if (call.Router.MostRowsShown is { } most) rows = [.. rows.Take(most)];
        await call.RowsAsync(rows, columns);
        if (changes is not null) await changes.SendAsync(call);
        else if (rows.Count == 0) await call.DoneEmptyAsync();
        else await call.DoneAsync();
    }

    public static async ValueTask ListenAsync(CommandCall call, Table table)
    {
        using var changes = Follow(call, table, ColumnsOf(call));
        await changes.SendAsync(call);
    }

    private static Columns ColumnsOf(CommandCall call) => Columns.Asked(call.Request, call.Session.May("sensitive"));

    private static ChangeFeed Follow(CommandCall call, Table table, Columns columns)
    {
        if (table.Menu.IsSingleton || !table.Rules.CanFollow) throw call.Router.Traps.CannotFollow();
        return new ChangeFeed(table, columns, new RowQuery(call.Request.Query));
    }

    private static IReadOnlyList<Row> Chosen(CommandCall call, Table table, Columns columns)
    {
        table.Rules.BeforePrint(table);
        var query = new RowQuery(call.Request.Query);
        IEnumerable<Row> rows = (call.Request.Numbers ?? call.Request.Arguments.GetValueOrDefault("from")) is { } numbers
            ? TableEditor.Many(table, numbers)
            : query.OnlyName is { } name && !table.Menu.IsSingleton ? table.AllByName(name) : table.Rows;
        return query.IsEmpty ? [.. rows] : [.. rows.Where(row => query.Keeps(property => columns.Property(row, property)))];
    }
}

/// <summary>Rows of one table that changed, for one listening client.</summary>
internal sealed class ChangeFeed : IDisposable
{
    private readonly Channel<List<KeyValuePair<string, string>>> _changes = Channel.CreateUnbounded<List<KeyValuePair<string, string>>>();
    private readonly Table _table;
    private readonly Columns _columns;
    private readonly RowQuery _query;

    public ChangeFeed(Table table, Columns columns, RowQuery query)
    {
        (_table, _columns, _query) = (table, columns, query);
        table.Router.Use(() => table.Followers.Add(OnChanged));
    }

    /// <summary>Sends changes until the command is cancelled; what happened before that is still told.</summary>
    public async ValueTask SendAsync(CommandCall call)
    {
        List<KeyValuePair<string, string>>? change = null;
        try
        {
            while (true)
            {
                change = await _changes.Reader.ReadAsync(call.Cancelled);
                await call.RowAsync(change);
                change = null;
            }
        }
        catch (OperationCanceledException)
        {
            if (change is not null) await call.LateRowAsync(change);
            while (_changes.Reader.TryRead(out var late)) await call.LateRowAsync(late);
            throw;
        }
    }

    public void Dispose() => _table.Router.Use(() => _table.Followers.Remove(OnChanged));

    private void OnChanged(Row row, RowChange change)
    {
        if (!_query.Keeps(property => _columns.Property(row, property))) return;
        _changes.Writer.TryWrite(change is RowChange.Removed
            ? [new(".id", row.Handle), new(".dead", "true")]
            : [.. _columns.Of(row)]);
    }
}
