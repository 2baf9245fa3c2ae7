using Bunit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Customers;

public sealed class CustomerRowTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TenantTime Time = new(TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi"), Now);
    private static readonly CustomerLine Line = new(Guid.CreateVersion7(), "C-000007", "Jane Doe", "+254712345678", "jane.doe", Guid.CreateVersion7(),
        ServiceStatus.Active, "Home 10M", "Tower", Now.AddDays(20));

    [Fact]
    public void Row_Customer_ShowsTheEndInTheTenantsZone() => Row(Line).Markup.ShouldContain("21 Mar 2026, 11:00");

    [Theory]
    [InlineData(2, ServiceStatus.Active, true)]
    [InlineData(4, ServiceStatus.Active, false)]
    [InlineData(2, ServiceStatus.Suspended, false)]
    public void Row_EndNear_Warns(int days, ServiceStatus status, bool warns) =>
        Row(Line with { ExpiresAt = Now.AddDays(days), Status = status }).FindAll(".text-warn").Any().ShouldBe(warns);

    [Fact]
    public void Row_Online_SaysItInWordsToo()
    {
        var row = Row(Line, new RowNote(IsOnline: true));

        row.FindAll(".light-good").Count.ShouldBe(1);
        row.Find(".light").TextContent.ShouldContain("Online:");
    }

    [Fact]
    public void Row_Conflict_ShowsWhy()
    {
        var row = Row(Line, new RowNote(false, "Conflict", Tone.Bad, "A secret of that name is not ours."));

        row.Find(".badge-bad").TextContent.ShouldBe("Conflict");
        row.Markup.ShouldContain("A secret of that name is not ours.");
    }

    [Fact]
    public void Row_HostileTexts_StayText()
    {
        var row = Row(Line with { Name = "<img src=x onerror=alert(1)>", UserName = "\"><script>", Profile = "<b>x", Router = "'><i>" }, new RowNote(false, "<u>", Tone.Bad, "<s>"));

        row.FindAll("img, script, b, i, u, s").ShouldBeEmpty();
        row.Find(".row-link").TextContent.ShouldBe("<img src=x onerror=alert(1)>");
    }

    [Fact]
    public void Row_WithoutService_HasGaps()
    {
        var row = Row(Line with { SubscriptionId = null, UserName = null, Status = ServiceStatus.None, Profile = null, Router = null, ExpiresAt = null });

        row.Markup.ShouldContain("No service");
        row.FindAll(".light").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-expires", "-expires")]
    [InlineData("name; drop table", "name")]
    [InlineData(null, "name")]
    public void Query_Sort_IsOneOfThree(string? sort, string expected) => Query(sort: sort).SortValue.ShouldBe(expected);

    [Theory]
    [InlineData("Active", ServiceStatus.Active)]
    [InlineData("expired", ServiceStatus.Expired)]
    [InlineData("3", null)]
    [InlineData("nonsense", null)]
    public void Query_Status_IsReadByName(string status, ServiceStatus? expected) => Query(status: status).StatusValue.ShouldBe(expected);

    private static CustomerListQuery Query(string? status = null, string? sort = null) => new(null, status, "not-a-guid", null, sort, null);

    private IRenderedComponent<CustomerRow> Row(CustomerLine line, RowNote? note = null) =>
        Render<CustomerRow>(p => p.Add(r => r.Customer, line).Add(r => r.Note, note).Add(r => r.Time, Time));
}
