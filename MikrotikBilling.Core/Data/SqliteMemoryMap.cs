using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MikrotikBilling.Core.Data;

/// <summary>
/// Lets SQLite read its file through the operating system's memory instead of copying each page into a small cache of its own: about half the time
/// for look-ups that jump through an index. Writing goes the usual way. Set once for each connection of the pool.
/// </summary>
internal sealed class SqliteMemoryMap : DbConnectionInterceptor
{
    /// <summary>Addresses, not memory: as much of the file as is mapped at most.</summary>
    private const string Map = "PRAGMA mmap_size=1073741824;";

    /// <summary>The pooled connection behind; taken without naming its type, which a partial package source has in an older assembly.</summary>
    private static readonly Func<SqliteConnection, object?> Handle = typeof(SqliteConnection).GetProperty("Handle")!.GetMethod!.CreateDelegate<Func<SqliteConnection, object?>>();

    private readonly ConditionalWeakTable<object, object> _mapped = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private void Set(SqliteConnection connection)
    {
        if (Handle(connection) is not { } handle || !_mapped.TryAdd(handle, handle)) return;
        using var command = connection.CreateCommand();
        command.CommandText = Map;
        command.ExecuteNonQuery();
    }
}
