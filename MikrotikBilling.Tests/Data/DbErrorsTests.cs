using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Tests.Data;

public sealed class DbErrorsTests
{
    /// <summary>Numbers of the SQLite manual, "Result and Error Codes".</summary>
    [Theory]
    [InlineData(5, true)] // busy
    [InlineData(10, true)] // reading or writing failed
    [InlineData(13, true)] // full
    [InlineData(15, true)] // beginning a transaction lost against others too often
    [InlineData(11, false)] // the file is damaged
    [InlineData(19, false)] // a constraint
    public void Unavailable_IsWhatMayWorkLater(int code, bool unavailable)
    {
        var error = new SqliteException("", code);

        error.IsDatabaseUnavailable().ShouldBe(unavailable);
        new DbUpdateException("", error).IsDatabaseUnavailable().ShouldBe(unavailable);
    }
}
