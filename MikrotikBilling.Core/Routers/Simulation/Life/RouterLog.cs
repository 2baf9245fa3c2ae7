using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>The log in memory: the last thousand lines.</summary>
internal sealed class RouterLog(SimulatedRouter router)
{
    private static readonly int MostLines = 1000;

    public void Write(string topics, string message)
    {
        var table = router.Table("/log");
        table.Insert(
        [
            new("time", RouterDates.PrintInstant(router.Version, router.Now)), new("topics", topics), new("message", message),
            new("buffer", "memory"),
        ]);
        if (table.Rows.Count > MostLines) table.Delete(table.Rows[0]);
    }
}
