using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MikrotikBilling.Core.Data;

/// <summary>Reads the providers' errors: a race is lost at the unique index, and the loser must be able to say which one.</summary>
public static class DbErrors
{
    /// <summary>
    /// True when a unique index refused the change and, if <paramref name="indexColumns"/> is given, when it was that index
    /// (by a column in it: providers name the columns or the index, never look at the value).
    /// </summary>
    public static bool IsUniqueViolation(this Exception exception, string? indexColumns = null)
    {
        var cause = exception is DbUpdateException { InnerException: { } inner } ? inner : exception;
        var (unique, detail) = cause switch
        {
            SqliteException { SqliteErrorCode: 19 } e => (e.SqliteExtendedErrorCode is 2067 or 1555, e.Message),
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } e => (true, e.ConstraintName ?? ""),
            SqlException { Number: 2601 or 2627 } e => (true, e.Message.Split("The duplicate key value")[0]),
            _ => (false, ""),
        };
        return unique && (indexColumns is null || detail.Contains(indexColumns, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The store is busy, full or away: worth trying again later.</summary>
    public static bool IsDatabaseUnavailable(this Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 or 14 or 15 }) return true; // busy, locked, I/O, full, cannot open, others began at once
            if (e is NpgsqlException { IsTransient: true }) return true;
            if (e is TimeoutException) return true;
        }
        return false;
    }

    /// <summary>Two transactions waited for each other, and this one was chosen to end: nothing of it is kept.</summary>
    public static bool IsDeadlock(this Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            if (e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } or SqlException { Number: 1205 }) return true;
        return false;
    }
}
