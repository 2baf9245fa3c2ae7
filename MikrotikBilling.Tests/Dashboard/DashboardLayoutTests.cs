using MikrotikBilling.Web.Features.Dashboard;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Dashboard;

public class DashboardLayoutTests
{
    private static readonly DashboardPart[] Offered =
    [
        new("c", DashboardPlace.Tile, 30, "C", "", "x"), new("a", DashboardPlace.Tile, 10, "A", "", "x"), new("b", DashboardPlace.Tile, 20, "B", "", "x") { IsUsual = false },
        new("p", DashboardPlace.Panel, 10, "P", "", "x"), new("n", DashboardPlace.Note, 10, "N", "", "x"),
    ];

    [Fact]
    public void Of_NothingChosen_IsTheUsualInItsOrder() => DashboardLayout.Of(Offered, null).Write().ShouldBe("n,a,-b,c,p");

    [Fact]
    public void Of_Stored_KeepsOrderAndWhatIsAway() => DashboardLayout.Of(Offered, "c,-a,b,-p,n").Write().ShouldBe("n,c,-a,b,-p");

    [Fact]
    public void Of_PartOfANewerProgram_StandsAtItsPlaceAndAForeignOneIsPassedOver()
    {
        DashboardLayout.Of(Offered, "n,a,c,gone,-,p").Write().ShouldBe("n,a,-b,c,p");
        DashboardLayout.Of(Offered.Where(o => o.Key != "a"), "c,a,b,n,p").Write().ShouldBe("n,c,b,p");
    }

    [Fact]
    public void Move_StaysAmongItsKindAndAtTheEndItStays()
    {
        var layout = DashboardLayout.Of(Offered, null);

        layout.Move("c", up: true).Write().ShouldBe("n,a,c,-b,p");
        layout.Move("a", up: true).Write().ShouldBe("n,a,-b,c,p");
        layout.Move("c", up: false).Write().ShouldBe("n,a,-b,c,p");
        layout.Move("nobody", up: false).Write().ShouldBe("n,a,-b,c,p");
    }

    [Fact]
    public void Show_TicksThese() => DashboardLayout.Of(Offered, null).Show(["b", "p"]).Write().ShouldBe("-n,-a,b,-c,p");
}
