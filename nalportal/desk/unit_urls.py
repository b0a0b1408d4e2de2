"""The page of one unit in the round that is open, and what the unit does with it."""

from django.urls import path

from .views import hand_in, people, review, units

urlpatterns = [
    path("<slug:unit>/mensen/", people.unit_people, name="unit-people"),
    path("<slug:unit>/", units.unit_page, name="unit"),
    path("<slug:unit>/beoordelen/", review.review, name="review"),
    path("<slug:unit>/geen/<slug:category>/", units.nothing, name="nothing-to-report"),
    path("<slug:unit>/inleveren/", hand_in.hand_in, name="hand-in"),
    path("<slug:unit>/inlevering-intrekken/", hand_in.withdraw, name="hand-in-withdraw"),
]
